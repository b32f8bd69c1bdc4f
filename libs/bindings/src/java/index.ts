export { generateJava, type JavaOptions } from './generate';
